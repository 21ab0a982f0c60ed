"""What keeps the site running and says so when it isn't: the process tree, the doctor, health for load balancers."""
