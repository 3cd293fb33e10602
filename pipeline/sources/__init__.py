"""Between the articles: who derives from whom, who agrees with whom, and where they part."""
