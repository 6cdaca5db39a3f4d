-- +goose Up
ALTER TABLE sends ALTER COLUMN seq TYPE BIGINT, ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY;
-- +goose StatementBegin
CREATE FUNCTION sends_never_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only';
END
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER sends_never_change BEFORE UPDATE OR DELETE ON sends
    FOR EACH ROW EXECUTE FUNCTION sends_never_change();
CREATE TRIGGER sends_never_go BEFORE TRUNCATE ON sends
    FOR EACH STATEMENT EXECUTE FUNCTION sends_never_change();
