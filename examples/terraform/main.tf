# A function on the layer of snapboot, the same one built with a process image, and on the container image.
terraform {
  required_version = ">= 1.5"
  required_providers {
    archive = {
      source  = "hashicorp/archive"
      version = "~> 2.4"
    }
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.32"
    }
  }
}

provider "aws" {
  region = var.region
}

resource "aws_lambda_function" "on_layer" {
  function_name    = "snapboot-example-on-layer"
  role             = aws_iam_role.functions.arn
  runtime          = "provided.al2023"
  architectures    = ["x86_64"]
  handler          = "index.handler"
  filename         = data.archive_file.code.output_path
  source_code_hash = data.archive_file.code.output_base64sha256
  layers           = [var.layer_arn]
  memory_size      = 256
  timeout          = 10

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.functions.name
  }
}

# Built by `snapboot function build examples/function --image --out examples/built`.
resource "aws_lambda_function" "built" {
  function_name    = "snapboot-example-built"
  role             = aws_iam_role.functions.arn
  runtime          = "provided.al2023"
  architectures    = ["x86_64"]
  handler          = "index.handler"
  filename         = "${path.module}/../built.zip"
  source_code_hash = filebase64sha256("${path.module}/../built.zip")
  layers           = [var.layer_arn]
  memory_size      = 256
  timeout          = 10

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.functions.name
  }
}

resource "aws_lambda_function" "on_image" {
  function_name = "snapboot-example-on-image"
  role          = aws_iam_role.functions.arn
  package_type  = "Image"
  architectures = ["x86_64"]
  image_uri     = var.image_uri
  memory_size   = 256
  timeout       = 10

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.functions.name
  }
}

data "archive_file" "code" {
  type        = "zip"
  source_file = "${path.module}/../function/index.mjs"
  output_path = "${path.module}/.terraform/function.zip"
}

resource "aws_cloudwatch_log_group" "functions" {
  name              = "/snapboot/example"
  retention_in_days = 14
}

resource "aws_iam_role" "functions" {
  name_prefix        = "snapboot-example-"
  assume_role_policy = data.aws_iam_policy_document.assumed_by_lambda.json
}

resource "aws_iam_role_policy" "write_logs" {
  name   = "write-logs"
  role   = aws_iam_role.functions.id
  policy = data.aws_iam_policy_document.write_logs.json
}

data "aws_iam_policy_document" "assumed_by_lambda" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "write_logs" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.functions.arn}:*"]
  }
}
