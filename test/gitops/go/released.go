package main

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/lua"
)

// Where Argo CD keeps what it has built in for every group of AWS's controllers.
const builtIn = "/resource_customizations/_.services.k8s.aws/_/health.lua"

// releasedRules are what an Argo CD has built in, from its module as the Go module proxy serves it: that Argo CD may need a newer compiler
// than this program, its script does not.
func releasedRules(module string) (lua.ResourceHealthOverrides, error) {
	archive, err := zip.OpenReader(module)
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	for _, file := range archive.File {
		if !strings.HasSuffix(file.Name, builtIn) {
			continue
		}
		script, err := contentsOf(file)
		if err != nil {
			return nil, err
		}
		return lua.ResourceHealthOverrides{
			"*.services.k8s.aws/*": v1alpha1.ResourceOverride{HealthLua: script, UseOpenLibs: true},
		}, nil
	}
	return nil, fmt.Errorf("%s has no %s", module, builtIn)
}

func contentsOf(file *zip.File) (string, error) {
	reader, err := file.Open()
	if err != nil {
		return "", err
	}
	defer reader.Close()
	text, err := io.ReadAll(reader)
	return string(text), err
}
