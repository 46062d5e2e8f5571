"""Pipelines whose steps are SageMaker objects."""
