"""Kubeflow Pipelines components whose every step is a SageMaker object in Kubernetes."""
