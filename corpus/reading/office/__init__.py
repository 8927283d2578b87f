"""What the readers of Word, OpenDocument and EPUB share: archives, XML, paragraphs, and what programs note."""
