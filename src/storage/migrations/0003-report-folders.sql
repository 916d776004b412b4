-- A data folder may be copied or moved: the folder of a version follows from its id and number.
alter table settlement drop column report_folder;
