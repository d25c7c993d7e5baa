-- What a balance tells of charges without usage: the few daily sums that have some. Updates of others stay within their page.
CREATE INDEX usage_day_dark ON usage_day (wallet) INCLUDE (dark_nanocredits) WHERE dark > 0;
