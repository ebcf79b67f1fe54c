"""Whetstone keeps a social-media team current."""
