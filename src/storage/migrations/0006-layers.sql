-- Constraint layers as snapshots. A county works with layers of its city and province, so it sees those as well; it
-- writes only its own. Codes of cities and provinces end with pairs of zeros.
create table layer_snapshot (
  id text primary key check (id ~ '^l-[0-9a-f]{16}$'),
  kind text not null check (kind ~ '^[A-Z][A-Z0-9]*$'),
  region_code text not null check (region_code ~ '^\d{6}$'),
  day date not null,
  title text not null,
  source_sha256 text check (source_sha256 ~ '^[0-9a-f]{64}$'),
  crs text not null,
  feature_count integer not null check (feature_count >= 0),
  secrecy text not null
    check (secrecy in ('public', 'internal', 'work-secret', 'confidential', 'secret', 'top-secret')),
  imported_at timestamptz not null default now(),
  imported_by text not null
);
create index layer_snapshot_newest on layer_snapshot (kind, day desc);
comment on table layer_snapshot is '约束图层快照 — a layer as its keeper gave it, immutable; its features lie in a GeoParquet file named by the id';
comment on column layer_snapshot.day is '数据时点 — the day that the layer describes';
comment on column layer_snapshot.title is 'where it came from: file and layer';
comment on column layer_snapshot.source_sha256 is 'null where it was told without a file that there is none';
comment on column layer_snapshot.feature_count is '0: 本县没有 — told that there is none, which is not the same as a missing layer';
comment on column layer_snapshot.secrecy is '密级 — may be raised, never lowered, by importing the same content again';

alter table layer_snapshot enable row level security;
alter table layer_snapshot force row level security;
create policy region on layer_snapshot to liangtian_app using (starts_with(region_code, current_setting('liangtian.region', true)));
create policy covering on layer_snapshot for select to liangtian_app
  using (starts_with(current_setting('liangtian.region', true), regexp_replace(region_code, '(00)+$', '')));
grant select, insert on layer_snapshot to liangtian_app;
grant update (secrecy) on layer_snapshot to liangtian_app;
