package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/argoproj/argo-cd/gitops-engine/pkg/health"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/lua"
	fluxstatus "github.com/fluxcd/cli-utils/pkg/kstatus/status"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"
	"sigs.k8s.io/yaml"
)

type verdict struct {
	Status  string `json:"status"`
	Message string `json:"message"`
}

type assessment struct {
	Kstatus verdict `json:"kstatus"`
	Flux    verdict `json:"flux"`
	// By the name of the customizations; null where Argo CD has no health for the object, and so takes it for well.
	Argo map[string]*verdict `json:"argo"`
}

// Argo CD as it comes, without anything in its ConfigMap.
const unconfigured = "unconfigured"

// readRules takes name=file pairs. A file is an argocd-cm, or an Argo CD's own module.
func readRules(pairs []string) (map[string]lua.ResourceHealthOverrides, error) {
	rules := map[string]lua.ResourceHealthOverrides{unconfigured: {}}
	for _, pair := range pairs {
		name, file, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, fmt.Errorf("%q should be name=file", pair)
		}
		overrides, err := rulesFrom(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		rules[name] = overrides
	}
	return rules, nil
}

func rulesFrom(file string) (lua.ResourceHealthOverrides, error) {
	if strings.HasSuffix(file, ".zip") {
		return releasedRules(file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var settings corev1.ConfigMap
	if err := yaml.UnmarshalStrict(text, &settings); err != nil {
		return nil, err
	}
	overrides := map[string]v1alpha1.ResourceOverride{}
	return overrides, yaml.UnmarshalStrict([]byte(settings.Data["resource.customizations"]), &overrides)
}

func assess(line []byte, rules map[string]lua.ResourceHealthOverrides) (assessment, error) {
	// As the tools' own clients read it: whole numbers are int64.
	var object unstructured.Unstructured
	if err := object.UnmarshalJSON(line); err != nil {
		return assessment{}, err
	}
	result := assessment{Argo: map[string]*verdict{}}
	upstream, err := status.Compute(object.DeepCopy())
	if err != nil {
		return assessment{}, err
	}
	result.Kstatus = verdict{upstream.Status.String(), upstream.Message}
	flux, err := fluxstatus.Compute(object.DeepCopy())
	if err != nil {
		return assessment{}, err
	}
	result.Flux = verdict{flux.Status.String(), flux.Message}
	for name, overrides := range rules {
		judged, err := health.GetResourceHealth(object.DeepCopy(), overrides)
		if err != nil {
			return assessment{}, fmt.Errorf("%s: %w", name, err)
		}
		result.Argo[name] = nil
		if judged != nil {
			result.Argo[name] = &verdict{string(judged.Status), judged.Message}
		}
	}
	return result, nil
}
