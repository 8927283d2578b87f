"""What the reader of web pages is made of; e-mails use it too."""
