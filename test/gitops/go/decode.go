package main

import (
	"encoding/json"
	"fmt"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	helm "github.com/fluxcd/helm-controller/api/v2"
	kustomize "github.com/fluxcd/kustomize-controller/api/v1"
	source "github.com/fluxcd/source-controller/api/v1"
	"sigs.k8s.io/yaml"
)

var types = map[string]func() any{
	"argoproj.io/v1alpha1 Application":             func() any { return new(v1alpha1.Application) },
	"argoproj.io/v1alpha1 AppProject":              func() any { return new(v1alpha1.AppProject) },
	"helm.toolkit.fluxcd.io/v2 HelmRelease":        func() any { return new(helm.HelmRelease) },
	"kustomize.toolkit.fluxcd.io/v1 Kustomization": func() any { return new(kustomize.Kustomization) },
	"source.toolkit.fluxcd.io/v1 GitRepository":    func() any { return new(source.GitRepository) },
	"source.toolkit.fluxcd.io/v1 HelmRepository":   func() any { return new(source.HelmRepository) },
	"source.toolkit.fluxcd.io/v1 OCIRepository":    func() any { return new(source.OCIRepository) },
}

type decoded struct {
	// Empty: every field is one that the tool knows, and of its type.
	Error string `json:"error"`
}

func decode(line []byte) decoded {
	apiVersion, kind, err := kindOf(line)
	if err != nil {
		return decoded{err.Error()}
	}
	make, known := types[apiVersion+" "+kind]
	if !known {
		return decoded{fmt.Sprintf("%s %s is not a kind of Flux or Argo CD that is known here", apiVersion, kind)}
	}
	if err := yaml.UnmarshalStrict(line, make()); err != nil {
		return decoded{err.Error()}
	}
	return decoded{}
}

func kindOf(line []byte) (apiVersion, kind string, err error) {
	var head struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
	}
	err = json.Unmarshal(line, &head)
	return head.APIVersion, head.Kind, err
}
