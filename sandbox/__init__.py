"""The lab: small networks in NumPy, and experiments that check a claim by running it."""
