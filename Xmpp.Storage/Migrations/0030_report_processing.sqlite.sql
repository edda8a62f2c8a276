-- What else the reporter allows to be done with the report (XEP-0377 §5).
ALTER TABLE abuse_reports ADD COLUMN for_origin INTEGER NOT NULL DEFAULT 0;
ALTER TABLE abuse_reports ADD COLUMN for_third_parties INTEGER NOT NULL DEFAULT 0;
