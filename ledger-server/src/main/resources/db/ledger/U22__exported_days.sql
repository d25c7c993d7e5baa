DROP TABLE exported_day;
