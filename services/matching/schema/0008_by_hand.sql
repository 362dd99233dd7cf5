-- the vacancies to which somebody was offered by mistake: again only with the word of an officer
ALTER TABLE seeker ADD COLUMN by_hand text[] NOT NULL DEFAULT '{}';
