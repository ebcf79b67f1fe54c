"""Tables as people have them: separated text, workbooks and archives, opened with caps."""
