"""Small programs for developers; the service never imports them."""
