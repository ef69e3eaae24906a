#include "base/time.h"
#include "base/language.h"
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#define FIRST_YEAR 1900
#define LAST_YEAR 9999
#define DAY_USEC (APR_INT64_C(86400) * APR_USEC_PER_SEC)

int bdg_days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (month < 1 || month > 12)
        return 0;
    return days[month - 1] + (month == 2 && (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)));
}

/* Days from 1970-01-01. Years begin in March here, so that the leap day is the last of its year; an era is 400 years. */
static int days_from_civil(int y, int m, int d)
{
    y -= m <= 2;
    int era = (y >= 0 ? y : y - 399) / 400;
    int yoe = y - era * 400;
    int doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

bdg_date_t bdg_date_make(int year, int month, int day)
{
    if (year < FIRST_YEAR || year > LAST_YEAR || day < 1 || day > bdg_days_in_month(year, month))
        return BDG_DATE_NONE;
    return days_from_civil(year, month, day);
}

void bdg_date_split(bdg_date_t date, int *year, int *month, int *day)
{
    apr_int64_t z = (apr_int64_t)date + 719468;
    apr_int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = (int)(z - era * 146097);
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    *day = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = (int)(yoe + era * 400) + (*month <= 2);
}

static int number(const char *s, int digits)
{
    int n = 0;
    while (digits-- > 0) {
        if (*s < '0' || *s > '9')
            return -1;
        n = n * 10 + (*s++ - '0');
    }
    return n;
}

bdg_date_t bdg_date_parse_iso(const char *s)
{
    if (!s || strlen(s) != 10 || s[4] != '-' || s[7] != '-')
        return BDG_DATE_NONE;
    return bdg_date_make(number(s, 4), number(s + 5, 2), number(s + 8, 2));
}

const char *bdg_date_iso(bdg_date_t d, apr_pool_t *pool)
{
    int y, m, day;
    if (d == BDG_DATE_NONE)
        return NULL;
    bdg_date_split(d, &y, &m, &day);
    return apr_psprintf(pool, "%04d-%02d-%02d", y, m, day);
}

bdg_date_t bdg_date_add_months(bdg_date_t d, int months)
{
    int y, m, day;
    if (d == BDG_DATE_NONE)
        return BDG_DATE_NONE;
    bdg_date_split(d, &y, &m, &day);
    apr_int64_t total = (apr_int64_t)y * 12 + (m - 1) + months;
    if (total < FIRST_YEAR * 12 || total >= (LAST_YEAR + 1) * 12)
        return BDG_DATE_NONE;
    y = (int)(total / 12);
    m = (int)(total % 12) + 1;
    int last = bdg_days_in_month(y, m);
    return bdg_date_make(y, m, day < last ? day : last);
}

bdg_date_t bdg_date_of(apr_time_t t)
{
    apr_int64_t d = t / DAY_USEC;
    return (bdg_date_t)(t % DAY_USEC < 0 ? d - 1 : d);
}

apr_time_t bdg_time_of_date(bdg_date_t d) { return (apr_time_t)d * DAY_USEC; }

const char *bdg_time_iso(apr_time_t t, apr_pool_t *pool)
{
    int y, m, day;
    bdg_date_t d = bdg_date_of(t);
    int s = (int)((t - bdg_time_of_date(d)) / APR_USEC_PER_SEC);
    bdg_date_split(d, &y, &m, &day);
    return apr_psprintf(pool, "%04d-%02d-%02dT%02d:%02d:%02dZ", y, m, day, s / 3600, s / 60 % 60, s % 60);
}

static int two_digits(const char *s, int max)
{
    if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
        return -1;
    int n = (s[0] - '0') * 10 + (s[1] - '0');
    return n <= max ? n : -1;
}

/* "Z", "+hh:mm" or "-hh:mm": minutes east of Greenwich. */
static int offset_parse(const char *s, int *minutes)
{
    *minutes = 0;
    if (strcmp(s, "Z") == 0 || strcmp(s, "z") == 0)
        return 1;
    if ((*s != '+' && *s != '-') || strlen(s) != 6 || s[3] != ':' || two_digits(s + 1, 23) < 0 || two_digits(s + 4, 59) < 0)
        return 0;
    *minutes = (two_digits(s + 1, 23) * 60 + two_digits(s + 4, 59)) * (*s == '-' ? -1 : 1);
    return 1;
}

int bdg_time_parse_iso(const char *s, apr_time_t *out)
{
    char day[11];
    int minutes;
    size_t len = strlen(s);
    if (len < 20 || len > 60 || (s[10] != 'T' && s[10] != 't') || s[13] != ':' || s[16] != ':')
        return 0;
    memcpy(day, s, 10);
    day[10] = 0;
    bdg_date_t d = bdg_date_parse_iso(day);
    int h = two_digits(s + 11, 23), m = two_digits(s + 14, 59), sec = two_digits(s + 17, 59);
    if (d == BDG_DATE_NONE || h < 0 || m < 0 || sec < 0)
        return 0;
    const char *p = s + 19;
    apr_time_t fraction = 0, unit = APR_USEC_PER_SEC / 10;
    if (*p == '.') {
        if (p[1] < '0' || p[1] > '9')
            return 0;
        for (p++; *p >= '0' && *p <= '9'; p++, unit /= 10)
            fraction += unit * (*p - '0');
    }
    if (!offset_parse(p, &minutes))
        return 0;
    *out = bdg_time_of_date(d) + apr_time_from_sec((apr_time_t)h * 3600 + (m - minutes) * 60 + sec) + fraction;
    return 1;
}

static const char *in_words(bdg_date_t d, const char *fmt, const char *const *months, apr_pool_t *pool)
{
    char text[100];
    int y, m, day;
    if (d == BDG_DATE_NONE)
        return NULL;
    bdg_date_split(d, &y, &m, &day);
    snprintf(text, sizeof text, fmt, day, months[m - 1], y);
    return apr_pstrdup(pool, text);
}

const char *bdg_date_words(bdg_date_t d, apr_pool_t *pool)
{
    const bdg_language_t *l = bdg_language_now();
    return in_words(d, l->date, l->months, pool);
}

const char *bdg_date_short(bdg_date_t d, apr_pool_t *pool)
{
    const bdg_language_t *l = bdg_language_now();
    return in_words(d, l->date_short, l->months_short, pool);
}

/* ".123456789" -> microseconds; moves *s behind it. */
static int fraction(const char **s)
{
    int v = 0, scale = 100000;
    if (**s != '.' && **s != ',')
        return 0;
    for ((*s)++; **s >= '0' && **s <= '9'; (*s)++, scale /= 10)
        v += (**s - '0') * scale;
    return v;
}

/* "Z", "+01:00", "+0100", "+01" -> minutes; 0 when it is none of these. */
static int zone(const char *s, int *minutes)
{
    int h = two_digits(s + 1, 14), m = 0;
    *minutes = 0;
    if (!strcmp(s, "Z") || !strcmp(s, "z"))
        return 1;
    if ((*s != '+' && *s != '-') || h < 0)
        return 0;
    if (s[3]) {
        const char *rest = s[3] == ':' ? s + 4 : s + 3;
        m = two_digits(rest, 59);
        if (m < 0 || rest[2])
            return 0;
    }
    *minutes = (*s == '-' ? -1 : 1) * (h * 60 + m);
    return 1;
}

int bdg_time_parse_loose(const char *s, apr_time_t *out)
{
    char day[11] = "";
    int h, m, sec = 0, micro = 0, offset = 0;
    if (!s || strlen(s) > 64 || strlen(s) < 10)
        return 0;
    memcpy(day, s, 10);
    bdg_date_t d = bdg_date_parse_iso(day);
    if (d == BDG_DATE_NONE)
        return 0;
    *out = bdg_time_of_date(d);
    s += 10;
    if (!*s)
        return -1;
    if ((*s != 'T' && *s != 't' && *s != ' ') || (h = two_digits(s + 1, 24)) < 0 || s[3] != ':' || (m = two_digits(s + 4, 59)) < 0)
        return 0;
    s += 6;
    if (*s == ':') {
        sec = two_digits(s + 1, 60);
        if (sec < 0)
            return 0;
        s += 3;
        micro = fraction(&s);
    }
    if ((h == 24 && (m || sec || micro)) || (*s && !zone(s, &offset)))
        return 0;
    *out += apr_time_from_sec((apr_time_t)h * 3600 + m * 60 + sec - offset * 60) + micro;
    return *s ? 1 : -1;
}
