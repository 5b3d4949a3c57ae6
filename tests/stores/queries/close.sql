-- Memberships first: they refer to the company.
DELETE FROM membership WHERE company_id = :company;

DELETE FROM company WHERE id = :company;
