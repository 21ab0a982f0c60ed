"""All questions together: what is bad about them though nothing is wrong, and what their form gives away."""
