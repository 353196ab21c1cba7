"""The screens: the browser and the terminal show answers, and decide nothing about them."""
