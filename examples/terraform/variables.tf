variable "region" {
  description = "Where the functions are made."
  type        = string
}

variable "layer_arn" {
  description = "The published layer of snapboot with its version."
  type        = string
}

variable "image_uri" {
  description = "The image of examples/function in a repository of ECR of this region."
  type        = string
}
