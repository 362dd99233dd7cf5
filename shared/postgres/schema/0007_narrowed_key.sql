-- A key may be for some requests and views only, by their names in the table of rights. Null: all that its role may.
ALTER TABLE access_key
    ADD COLUMN narrowed_to text[] CHECK (cardinality(narrowed_to) > 0);
