-- Snapshots, settlements and runs. Every mutable table carries region_code; the program works as liangtian_app, which
-- sees only rows whose region begins with the setting liangtian.region.
do $$ begin
  if not exists (select 1 from pg_roles where rolname = 'liangtian_app') then
    create role liangtian_app nologin nobypassrls;
  end if;
end $$;
grant liangtian_app to current_user;

create table snapshot (
  id text primary key check (id ~ '^s-[0-9a-f]{16}$'),
  region_code text not null check (region_code ~ '^\d{6}$'),
  year integer not null check (year between 1900 and 2200),
  kind text not null check (kind in ('survey')),
  title text not null,
  file_name text not null,
  source_sha256 text not null check (source_sha256 ~ '^[0-9a-f]{64}$'),
  crs text not null,
  parcel_count integer not null check (parcel_count >= 0),
  area_total bigint not null,
  secrecy text not null,
  mapping jsonb not null,
  findings jsonb not null,
  imported_at timestamptz not null default now(),
  imported_by text not null
);
comment on table snapshot is '快照 — a survey of a year, immutable; its parcels lie in a GeoParquet file named by the id';
comment on column snapshot.area_total is 'sum of parcel areas, 0.01 m²';

create table settlement (
  id text not null check (id ~ '^\d{6}-\d{4}$'),
  version integer not null check (version >= 1),
  region_code text not null check (region_code ~ '^\d{6}$'),
  year integer not null,
  stage text not null check (stage in ('county-reported', 'province-verified', 'state-confirmed')),
  before_snapshot text references snapshot (id),
  after_snapshot text references snapshot (id),
  rule_set text not null,
  engine text not null,
  input_key text not null unique,
  document json not null,
  report_folder text not null,
  settled_at timestamptz not null default now(),
  settled_by text not null,
  primary key (id, version)
);
comment on table settlement is '年度结算 — versions are never changed; the same inputs give the same version';

create table run (
  id bigint generated always as identity primary key,
  key text not null,
  region_code text not null check (region_code ~ '^\d{6}$'),
  kind text not null,
  state text not null check (state in ('running', 'done', 'failed')),
  message text,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  started_by text not null
);
comment on table run is '任务 — one line for every import and settlement that was started';

alter table snapshot enable row level security;
alter table snapshot force row level security;
alter table settlement enable row level security;
alter table settlement force row level security;
alter table run enable row level security;
alter table run force row level security;

create policy region on snapshot to liangtian_app using (starts_with(region_code, current_setting('liangtian.region', true)));
create policy region on settlement to liangtian_app using (starts_with(region_code, current_setting('liangtian.region', true)));
create policy region on run to liangtian_app using (starts_with(region_code, current_setting('liangtian.region', true)));

grant select, insert on snapshot, settlement to liangtian_app;
grant select, insert, update on run to liangtian_app;
grant usage on all sequences in schema public to liangtian_app;
