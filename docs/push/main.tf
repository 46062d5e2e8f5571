# SageMaker's events for the operator: a queue, the rule that fills it, and the right to read it. docs/push.md tells what for.

variable "queue_name" {
  description = "One queue for each installation of the operator."
  type        = string
  default     = "sagemaker-operator-events"
}

variable "operator_role_name" {
  description = "Name of the operator's role in IAM, without the ARN before it."
  type        = string
}

resource "aws_sqs_queue" "events" {
  name                    = var.queue_name
  sqs_managed_sse_enabled = true
  # What is older the sweeps have told long ago.
  message_retention_seconds  = 600
  visibility_timeout_seconds = 30
}

resource "aws_cloudwatch_event_rule" "sagemaker" {
  name        = var.queue_name
  description = "SageMaker's own events, without those of CloudTrail"
  event_pattern = jsonencode({
    source      = ["aws.sagemaker"]
    detail-type = [{ prefix = "SageMaker " }]
  })
}

resource "aws_cloudwatch_event_target" "queue" {
  rule = aws_cloudwatch_event_rule.sagemaker.name
  arn  = aws_sqs_queue.events.arn
}

# The rule may send, and nobody else: also not who may send to any queue of the account.
data "aws_iam_policy_document" "queue" {
  statement {
    sid       = "RuleSends"
    effect    = "Allow"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.events.arn]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.sagemaker.arn]
    }
  }

  statement {
    sid       = "NobodyElseSends"
    effect    = "Deny"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.events.arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "ArnNotEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.sagemaker.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "events" {
  queue_url = aws_sqs_queue.events.id
  policy    = data.aws_iam_policy_document.queue.json
}

data "aws_iam_policy_document" "operator" {
  statement {
    sid       = "ReadEvents"
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage"]
    resources = [aws_sqs_queue.events.arn]
  }
}

resource "aws_iam_role_policy" "operator" {
  name   = "sagemaker-operator-push"
  role   = var.operator_role_name
  policy = data.aws_iam_policy_document.operator.json
}

output "queue_url" {
  description = "The chart's aws.event_queue_url"
  value       = aws_sqs_queue.events.url
}
