INSERT INTO company (id, name, created_at, updated_at) VALUES ('00000000-0000-0000-0000-000000000001', 'Bolt', now(), now());
