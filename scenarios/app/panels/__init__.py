"""Parts of the page as HTML, each a function from figures to a text; nothing here keeps a state."""
