/* Times: apr_time_t, microseconds since 1970-01-01T00:00:00Z. Dates: days since 1970-01-01, proleptic Gregorian, no time zone. */
#ifndef BDG_TIME_H
#define BDG_TIME_H
#include <apr_pools.h>
#include <apr_time.h>

typedef int bdg_date_t;                  /* days; BDG_DATE_NONE for "not given" */
#define BDG_DATE_NONE (-2147483647 - 1)

bdg_date_t bdg_date_make(int year, int month, int day);      /* BDG_DATE_NONE when not in the calendar, or outside 1900..9999 */
void bdg_date_split(bdg_date_t d, int *year, int *month, int *day);
bdg_date_t bdg_date_parse_iso(const char *s);                /* "2026-11-22" exactly; else BDG_DATE_NONE */
const char *bdg_date_iso(bdg_date_t d, apr_pool_t *pool);    /* "2026-11-22"; this and the two below: NULL for BDG_DATE_NONE */
/* Adds whole months; a day that the month lacks becomes its last (31 January + 1 month = 28 or 29 February). */
bdg_date_t bdg_date_add_months(bdg_date_t d, int months);
int bdg_days_in_month(int year, int month);
bdg_date_t bdg_date_of(apr_time_t t);                        /* the UTC date */
apr_time_t bdg_time_of_date(bdg_date_t d);                   /* midnight UTC */
const char *bdg_time_iso(apr_time_t t, apr_pool_t *pool);    /* RFC 3339, "2026-11-22T10:02:03Z", seconds */
/* RFC 3339 (XML Schema's dateTimeStamp): "2026-11-22T10:02:03Z", fractions of a second, any offset; years from 1900 on. 0 when it is not one. */
int bdg_time_parse_iso(const char *s, apr_time_t *out);
/* The same as the world writes it (ISO 8601): a date, "T", hours, minutes, perhaps seconds with a fraction, and a zone (Z, +01:00, +0100). The
 * fraction counts to the microsecond; 24:00:00 and a leap second are read as the moment after. 0: it is none. 1: fine. -1: fine, but it has no zone, or is a
 * date alone: it is read as UTC (midnight). */
int bdg_time_parse_loose(const char *s, apr_time_t *out);
const char *bdg_date_words(bdg_date_t d, apr_pool_t *pool);  /* "22 November 2026", "22. November 2026": as the thread's language has it */
const char *bdg_date_short(bdg_date_t d, apr_pool_t *pool);  /* "22 Nov 2026" */
#endif
