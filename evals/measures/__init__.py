"""What is measured, each measure in a module of its own with a worked example and its source."""
