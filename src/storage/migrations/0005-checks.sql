-- Checks of sites and of ground: the facts, what was answered, and by which rules. A check is never changed; the same
-- check again is the same row.
create table land_check (
  id text primary key check (id ~ '^c-[0-9a-f]{16}$'),
  subject text not null check (subject in ('site', 'ground')),
  region_code text not null check (region_code ~ '^\d{6}$'),
  day date not null,
  title text not null,
  verdict text not null,
  rule_set text not null,
  packs jsonb not null,
  facts json not null,
  exceptions jsonb not null,
  document json not null,
  map json,
  checked_at timestamptz not null default now(),
  checked_by text not null
);
comment on table land_check is '核查 — facts, exceptions and answer of a site check or a ground check; never changed, the same check gives the same id';
comment on column land_check.day is 'the day whose law was asked';
comment on column land_check.map is 'what the opinion draws of the ground, metres from its corner';

alter table land_check enable row level security;
alter table land_check force row level security;
create policy region on land_check to liangtian_app using (starts_with(region_code, current_setting('liangtian.region', true)));
grant select, insert on land_check to liangtian_app;
