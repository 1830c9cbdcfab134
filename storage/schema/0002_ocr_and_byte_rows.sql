-- Version 2: how pages without usable text were read, and embeddings of one byte a number.
ALTER TABLE document ADD COLUMN ocr_language TEXT NOT NULL DEFAULT '';

-- Rows of version 1 stay as they are: 0 is half precision.
ALTER TABLE embedding ADD COLUMN type INTEGER NOT NULL DEFAULT 0;
