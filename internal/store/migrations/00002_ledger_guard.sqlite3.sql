-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER sends_never_change BEFORE UPDATE ON sends
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sends_never_go BEFORE DELETE ON sends
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
-- +goose StatementEnd
