"""Read by Checkov: a folder of checks has to be a package."""
