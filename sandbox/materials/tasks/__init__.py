"""What is to be learnt or forecast: data, made by rules that are known."""
