output "on_layer" {
  description = "The name of the function on the layer."
  value       = aws_lambda_function.on_layer.function_name
}

output "on_image" {
  description = "The name of the function on the image."
  value       = aws_lambda_function.on_image.function_name
}
