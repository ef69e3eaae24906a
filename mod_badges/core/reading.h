/* Dates and numbers as people write them in spreadsheets and forms. No locale: the order of day and month is the caller's to say. */
#ifndef BDG_READING_H
#define BDG_READING_H
#include "base/time.h"
#include <stddef.h>

typedef enum { BDG_ORDER_UNKNOWN, BDG_ORDER_DAY_FIRST, BDG_ORDER_MONTH_FIRST } bdg_order_e;

typedef enum {
    BDG_DATE_CLEAR,          /* one meaning only: 2026-01-31, 31 January 2026 */
    BDG_DATE_ONLY_DAY_FIRST, /* 31/01/2026 */
    BDG_DATE_ONLY_MONTH_FIRST, /* 01/31/2026 */
    BDG_DATE_EITHER,         /* 03/04/2026: means what the order says */
    BDG_DATE_SERIAL,         /* 46023: the number behind a spreadsheet's date (1900 system) */
    BDG_DATE_NOT_IN_CALENDAR,/* 31/02/2026 */
    BDG_DATE_NO_DATE         /* not a date at all */
} bdg_date_shape_e;

typedef struct bdg_date_reading_t {
    bdg_date_shape_e shape;
    bdg_date_t date;         /* BDG_DATE_NONE for the last two shapes, and for EITHER when the order is unknown */
    bdg_order_e order;       /* the order that the writing itself shows, also when the day is not in the calendar */
    int year, month, day;    /* as read, for saying what is wrong */
} bdg_date_reading_t;

/* text: UTF-8. Takes year-month-day, day and month in either order with / . - or spaces, names of months in seven languages, years of two digits
 * (69 and below are 20xx), a time after the date (left out), and a spreadsheet's serial number from 20000 to 80000. */
bdg_date_reading_t bdg_date_read(const char *text, size_t len, bdg_order_e order);

/* Which sign stands before the decimals? */
typedef enum { BDG_DECIMAL_UNKNOWN, BDG_DECIMAL_POINT, BDG_DECIMAL_COMMA } bdg_decimal_e;
/* What the text itself shows: "67,5" a comma, "67.5" a point, "1,234" and "55" nothing. */
bdg_decimal_e bdg_number_shows(const char *text, size_t len);
/* The number in plain form ("-1234.5"): at most 15 digits, grouping by spaces, points, commas or apostrophes taken out. 0 when it is no number. */
int bdg_number_read(char out[32], const char *text, size_t len, bdg_decimal_e decimal);
#endif
