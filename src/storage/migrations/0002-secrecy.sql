-- 密级 of a snapshot may be raised by a later import of the same content; nothing else of a snapshot ever changes.
alter table snapshot add constraint snapshot_secrecy_check
  check (secrecy in ('public', 'internal', 'work-secret', 'confidential', 'secret', 'top-secret'));
grant update (secrecy) on snapshot to liangtian_app;
comment on column snapshot.secrecy is '密级 — may be raised, never lowered, by importing the same content again';
