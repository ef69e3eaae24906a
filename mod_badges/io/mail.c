#include "io/mail.h"
#include "base/fault.h"
#include "base/str.h"
#include <apr_strings.h>
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

struct bdg_mailer_t { CURL *curl; const char *url, *user, *password; char said[512]; };

static apr_status_t close_mailer(void *p)
{
    curl_easy_cleanup(((bdg_mailer_t *)p)->curl);
    return APR_SUCCESS;
}

bdg_err_t *bdg_mailer_open(bdg_mailer_t **out, const char *smtp_url, const char *user, const char *password, apr_pool_t *pool)
{
    bdg_mailer_t *m = apr_pcalloc(pool, sizeof *m);
    m->curl = curl_easy_init();
    if (!m->curl)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    apr_pool_cleanup_register(pool, m, close_mailer, apr_pool_cleanup_null);
    m->url = apr_pstrdup(pool, smtp_url);
    m->user = user ? apr_pstrdup(pool, user) : NULL;
    m->password = password ? apr_pstrdup(pool, password) : NULL;
    *out = m;
    return NULL;
}

bdg_err_t *bdg_mail_split(const char **name, const char **address, const char *from, apr_pool_t *pool)
{
    const char *lt = strrchr(from, '<'), *gt = lt ? strchr(lt, '>') : NULL;
    *name = NULL;
    *address = lt && gt ? apr_pstrmemdup(pool, lt + 1, (apr_size_t)(gt - lt - 1)) : from;
    if (lt) {
        const char *n = bdg_text_clean(from, (size_t)(lt - from), 0, pool);
        size_t len = strlen(n);
        if (len > 1 && n[0] == '"' && n[len - 1] == '"')
            n = apr_pstrmemdup(pool, n + 1, len - 2);
        *name = *n ? n : NULL;
    }
    const char *why = bdg_email_problem(*address);
    return why ? bdg_err(BDG_E_INVALID, "%s is not a mail address: %s.", *address, why) : NULL;
}

/* RFC 2047: words of at most 75 characters, split between code points. Pure printable ASCII stays. */
static const char *encoded(const char *s, apr_pool_t *pool)
{
    static const char b64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    s = bdg_text_clean(s, strlen(s), 0, pool);
    int plain = 1;
    for (const unsigned char *p = (const unsigned char *)s; *p; p++)
        plain &= *p >= 0x20 && *p < 0x7f;
    if (plain && !strstr(s, "=?"))
        return s;
    char *out = "";
    while (*s) {
        size_t n = 0;
        while (s[n] && n < 42) {
            size_t k = 1;
            while ((s[n + k] & 0xC0) == 0x80)
                k++;
            if (n + k > 45)
                break;
            n += k;
        }
        char word[128];
        size_t o = 0;
        for (size_t i = 0; i < n; i += 3) {
            unsigned v = (unsigned)(unsigned char)s[i] << 16 | (i + 1 < n ? (unsigned)(unsigned char)s[i + 1] << 8 : 0) | (i + 2 < n ? (unsigned char)s[i + 2] : 0);
            word[o++] = b64[v >> 18];
            word[o++] = b64[v >> 12 & 63];
            word[o++] = i + 1 < n ? b64[v >> 6 & 63] : '=';
            word[o++] = i + 2 < n ? b64[v & 63] : '=';
        }
        word[o] = 0;
        out = apr_pstrcat(pool, out, *out ? "\r\n " : "", "=?UTF-8?B?", word, "?=", NULL);
        s += n;
    }
    return out;
}

/* A display name: quoted when ASCII, encoded else. */
static const char *mailbox(const char *name, const char *address, apr_pool_t *pool)
{
    if (!name || !*name)
        return apr_pstrcat(pool, "<", address, ">", NULL);
    const char *e = encoded(name, pool);
    if (strncmp(e, "=?", 2)) {
        char *q = apr_palloc(pool, strlen(e) * 2 + 3), *o = q;
        *o++ = '"';
        for (; *e; e++) {
            if (*e == '"' || *e == '\\')
                *o++ = '\\';
            *o++ = *e;
        }
        *o++ = '"';
        *o = 0;
        e = q;
    }
    return apr_pstrcat(pool, e, " <", address, ">", NULL);
}

static void add_part(curl_mime *mime, const char *text, size_t len, const char *type, const char *encoder)
{
    curl_mimepart *p = curl_mime_addpart(mime);
    curl_mime_data(p, text, len);
    curl_mime_type(p, type);
    curl_mime_encoder(p, encoder);
}

static void add_picture(curl_mime *mime, const void *png, size_t len, const char *id, const char *disposition)
{
    curl_mimepart *p = curl_mime_addpart(mime);
    curl_mime_data(p, png, len);
    curl_mime_type(p, "image/png");
    curl_mime_encoder(p, "base64");
    curl_mime_headers(p, curl_slist_append(curl_slist_append(NULL, id), disposition), 1);
}

/* multipart/alternative { text, multipart/related { html, picture, logo } } */
static curl_mime *compose(CURL *curl, const bdg_mail_t *mail)
{
    curl_mime *all = curl_mime_init(curl);
    add_part(all, mail->text, CURL_ZERO_TERMINATED, "text/plain; charset=utf-8", "quoted-printable");
    if (!mail->html)
        return all;
    if (!mail->image && !mail->logo) {
        add_part(all, mail->html, CURL_ZERO_TERMINATED, "text/html; charset=utf-8", "quoted-printable");
        return all;
    }
    curl_mime *related = curl_mime_init(curl);
    add_part(related, mail->html, CURL_ZERO_TERMINATED, "text/html; charset=utf-8", "quoted-printable");
    if (mail->image)
        add_picture(related, mail->image, mail->image_len, "Content-ID: <badge>", "Content-Disposition: inline; filename=badge.png");
    if (mail->logo)
        add_picture(related, mail->logo, mail->logo_len, "Content-ID: <logo>", "Content-Disposition: inline; filename=logo.png");
    curl_mimepart *p = curl_mime_addpart(all);
    curl_mime_subparts(p, related);
    curl_mime_type(p, "multipart/related");
    return all;
}

/* A server may answer in any bytes; what is kept and shown is UTF-8 on one line. */
static void tidy(char *s)
{
    size_t bad;
    while (!bdg_utf8_valid(s, strlen(s), &bad))
        s[bad] = '?';
    for (; *s; s++)
        if ((unsigned char)*s < 0x20 || *s == 0x7f)
            *s = ' ';
}

/* The last reply line of the server that was an error, for people who ask why. */
static int note_reply(CURL *curl, curl_infotype type, char *data, size_t size, void *baton)
{
    bdg_mailer_t *m = baton;
    (void)curl;
    if (type == CURLINFO_HEADER_IN && size >= 3 && (data[0] == '4' || data[0] == '5')) {
        size_t n = size < sizeof m->said ? size : sizeof m->said - 1;
        memcpy(m->said, data, n);
        while (n && (m->said[n - 1] == '\n' || m->said[n - 1] == '\r'))
            n--;
        m->said[n] = 0;
        tidy(m->said);
    }
    return 0;
}

static bdg_err_t *outcome(bdg_mailer_t *m, CURLcode rc)
{
    long code = 0;
    curl_easy_getinfo(m->curl, CURLINFO_RESPONSE_CODE, &code);
    if (rc == CURLE_OK)
        return NULL;
    if (m->said[0] == '5' && (rc == CURLE_SEND_ERROR || rc == CURLE_RECV_ERROR || rc == CURLE_WEIRD_SERVER_REPLY || rc == CURLE_LOGIN_DENIED || code / 100 == 5)) {
        if (rc == CURLE_LOGIN_DENIED)   /* our configuration, not this recipient */
            return bdg_err(BDG_E_UNAVAILABLE, "The mail server did not accept the user name and password: %s", m->said);
        return bdg_err(BDG_E_INVALID, "The mail server refused: %s", m->said);
    }
    if (m->said[0])
        return bdg_err(BDG_E_UNAVAILABLE, "The mail server said: %s", m->said);
    return bdg_err(BDG_E_UNAVAILABLE, "The mail server could not be used: %s.", curl_easy_strerror(rc));
}

bdg_err_t *bdg_mailer_send(bdg_mailer_t *m, const bdg_mail_t *mail, apr_pool_t *pool)
{
    const char *from_name, *from_address;
    char date[APR_RFC822_DATE_LEN];
    const char *why = bdg_email_problem(mail->to_address);
    if (why)   /* it goes into a command and a header */
        return bdg_err(BDG_E_INVALID, "The address cannot be used: %s", why);
    BDG_TRY(bdg_mail_split(&from_name, &from_address, mail->from, pool));
    if (BDG_FAULT_HIT(BDG_FAULT_NET))
        return bdg_err(BDG_E_UNAVAILABLE, "The mail server could not be used: injected.");
    apr_rfc822_date(date, mail->date);
    char *zone = strstr(date, " GMT");
    const char *lines[] = {
        apr_pstrcat(pool, "Date: ", apr_pstrmemdup(pool, date, zone ? (apr_size_t)(zone - date) : strlen(date)), " +0000", NULL),
        apr_pstrcat(pool, "From: ", mailbox(from_name, from_address, pool), NULL),
        apr_pstrcat(pool, "To: ", mailbox(mail->to_name, mail->to_address, pool), NULL),
        apr_pstrcat(pool, "Subject: ", encoded(mail->subject, pool), NULL),
        apr_pstrcat(pool, "Message-ID: <", mail->message_id, ">", NULL),
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
    };
    struct curl_slist *headers = NULL, *to = curl_slist_append(NULL, mail->to_address);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        headers = curl_slist_append(headers, lines[i]);
    CURL *c = m->curl;
    curl_easy_reset(c);   /* keeps the connection */
    curl_mime *mime = compose(c, mail);
    m->said[0] = 0;
    curl_easy_setopt(c, CURLOPT_URL, m->url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, 60L);
    if (m->user) {
        curl_easy_setopt(c, CURLOPT_USERNAME, m->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, m->password ? m->password : "");
        curl_easy_setopt(c, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    }
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, apr_pstrcat(pool, "<", from_address, ">", NULL));
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(c, CURLOPT_MIMEPOST, mime);
    curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, note_reply);
    curl_easy_setopt(c, CURLOPT_DEBUGDATA, m);
    bdg_err_t *e = outcome(m, curl_easy_perform(c));
    curl_easy_setopt(c, CURLOPT_MIMEPOST, NULL);
    curl_mime_free(mime);
    curl_slist_free_all(headers);
    curl_slist_free_all(to);
    return e;
}
