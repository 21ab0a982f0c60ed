"""What we teach: the library, its compiler, and the rows it is loaded into."""
