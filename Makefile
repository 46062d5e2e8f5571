# Every target installs what it needs. Where a target does more than one thing, a script does it; this file only names them.
NODE := node_modules/.bin/node
IMAGE ?= sagemaker-operator:dev

.DEFAULT_GOAL := help
.PHONY: help demo examples simulator test node lint charts manifests generate build sbom image clean setup

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: setup ## Run the examples against a simulated SageMaker (KEEP=1 leaves it up; ARGS=--help tells more)
	@exec $(NODE) tools/demo/main.ts $(if $(KEEP),--keep) $(ARGS)

examples: setup ## Apply every example to a simulated SageMaker, and fail unless each ends as its README says (ARGS=training)
	@exec $(NODE) tools/examples/main.ts $(ARGS)

simulator: setup ## Run the simulated SageMaker alone, until Ctrl-C
	@exec $(NODE) src/simulator/main.ts $(ARGS)

test: setup ## Run all tests, against a real Kubernetes API (ARGS are vitest's)
	@$(NODE) tools/control-plane/cli.ts prepare >/dev/null
	@npm test -- $(ARGS)

node: setup ## Install the charts on a real node and use them (root on Linux; ARGS=--help tells more)
	@exec $(NODE) test/node/main.ts $(ARGS)

lint: setup ## Check style, types, layers, dead code and that generated files are up to date
	@npm run lint && npm run format:check && npm run typecheck && npm run layers && npm run deadcode && npm run generate:check

charts: setup ## Check the charts with helm, kubeconform, kube-score and checkov
	@exec $(NODE) tools/helm/check.ts

manifests: setup ## Write dist/install.yaml: everything in one file (ARGS are helm's, such as --set aws.region=eu-west-1)
	@exec $(NODE) tools/helm/manifests.ts $(ARGS)

generate: setup ## Generate the CRDs and the reference from the kinds
	@npm run generate

build: setup ## Bundle the operator into dist/
	@npm run build

sbom: setup ## Write dist/sbom.cdx.json: what the image holds besides its base
	@npm run sbom

image: ## Build the container image (IMAGE=sagemaker-operator:dev)
	@docker build --tag $(IMAGE) --build-arg VERSION=$(lastword $(subst :, ,$(IMAGE))) \
	  --build-arg REVISION=$$(git rev-parse HEAD) --build-arg CREATED=$$(git log -1 --format=%cI) $(ARGS) .

clean: ## Remove everything that the other targets made here
	@rm -rf dist coverage bench-results .demo .vitest node_modules

setup:
	@tools/setup/install
