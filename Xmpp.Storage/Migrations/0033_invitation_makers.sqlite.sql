-- maker is the account by whose rights it was made, with which it goes; NULL for the operator at the machine.
ALTER TABLE invitations ADD COLUMN maker TEXT;

CREATE INDEX invitations_by_time ON invitations (created_at);
