"""What is measured of networks: time, memory, gates, gradients, and whether a lead is more than luck."""
