-- Who watches the board is woken when it has heard something.
CREATE FUNCTION wake_board() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('mesa_board', '');
    RETURN NULL;
END $$;
CREATE TRIGGER board_wakes AFTER INSERT ON board_history FOR EACH STATEMENT EXECUTE FUNCTION wake_board();
