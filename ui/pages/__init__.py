"""The page's regions as HTML. Nothing in here knows of the framework that shows them."""
