/* What headings mean, in the languages that spreadsheets come in. */
#include "base/str.h"
#include "core/batch_headings.h"
#include <apr_strings.h>
#include <string.h>

/* U+00C0..U+017F, folded: the letter without its accent. A dot stands for what has none, or is no letter. */
static const char plain_letters[] =
    "aaaaaaaceeeeiiiidnooooo.ouuuuyts" "aaaaaaaceeeeiiiidnooooo.ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

const char *bdg_heading_plain(const char *heading, apr_pool_t *pool)
{
    const unsigned char *s = (const unsigned char *)bdg_text_fold(bdg_text_clean(heading, strlen(heading), 0, pool), pool);
    char *out = apr_palloc(pool, strlen((const char *)s) + 1), *p = out;
    for (; *s; s++) {
        if ((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9')) {
            *p++ = (char)*s;
        } else if (*s >= 0xc3 && *s <= 0xc5 && s[1]) {
            char c = plain_letters[(*s - 0xc3) * 64 + (s[1] - 0x80)];
            s++;
            if (c != '.')
                *p++ = c;
        } else if (*s >= 0x80) {
            *p++ = (char)*s;
        }
    }
    *p = 0;
    return out;
}

static const struct { int target, sure; const char *words; } known[] = {
    { BDG_AWARD_NAME, 2, "name recipientname recipient fullname recipientfullname learnername learner studentname student participant participantname holder holdername earner earnername "
        "displayname nameonbadge nameoncertificate nameasprinted attendee attendeename candidate candidatename vollstandigername vollername teilnehmer teilnehmername empfanger empfangername "
        "namedesempfangers nom nomcomplet nometprenom nomprenom prenometnom prenomnom beneficiaire nomdubeneficiaire destinataire nombre nombrecompleto nombreyapellidos nombreyapellido destinatario "
        "participante nome nomecompleto nomeecognome nomedodestinatario naam volledigenaam naamontvanger imieinazwisko namn fullstandigtnamn navn fuldenavn fulltnavn nimi adsoyad "
        "氏名 名前 姓名 名字 имя фио الاسم ονομα" },
    { BDG_TARGET_FIRST_NAME, 2, "firstname givenname givennames forename first vorname prenom primernombre nombredepila voornaam imie fornamn fornavn etunimi primeironome" },
    { BDG_TARGET_LAST_NAME, 2, "lastname surname familyname last secondname nachname familienname nomdefamille apellido apellidos cognome achternaam familienaam nazwisko efternamn efternavn etternavn sukunimi "
        "sobrenome apelido apelidos" },
    { BDG_AWARD_IDENTITY, 2, "email emailaddress mail mailaddress recipientemail recipientemailaddress recipientmail emailid learneremail studentemail useremail participantemail attendeeemail contactemail "
        "workemail primaryemail emailprimary emailadresse mailadresse empfangeremail emaildesempfangers adressemail adresseemail courriel adressecourriel adresseelectronique mel correo correoelectronico "
        "direcciondecorreo direcciondecorreoelectronico emaildeldestinatario enderecodeemail indirizzoemail indirizzomail postaelettronica epost epostadress epostadresse eposta sahkoposti adresemail "
        "メールアドレス メール 电子邮件 邮箱 почта эл почта البريدالإلكتروني identity recipientidentity" },
    { BDG_AWARD_IDENTITY_TYPE, 2, "identitytype recipienttype typeofidentity recipientidentitytype" },
    { BDG_AWARD_ISSUED, 2, "issuedate dateissued issued issuedon issuedat dateofissue awarddate dateawarded awarded awardedon dateofaward completiondate datecompleted completed completedon graduationdate "
        "ausstellungsdatum ausgestelltam ausgestellt ausstelldatum verleihungsdatum verliehenam abschlussdatum datedemission datededelivrance datedelivrance delivrele datedobtention dateobtention "
        "fechadeemision fechadeexpedicion emitidoel datadiemissione dataemissione datadirilascio datadeemissao datadaemissao emitidoem uitgiftedatum datumuitgifte utfardad datawydania 発行日 发行日期" },
    { BDG_AWARD_ISSUED, 1, "date datum fecha data dato" },
    { BDG_AWARD_EXPIRES, 2, "expirydate expirationdate expiry expires expireson expiresat expiration validuntil validto validtill dateofexpiry renewuntil ablaufdatum gultigbis lauftabam lauftab datedexpiration "
        "dateexpiration expirele valablejusquau valablejusqua validejusquau fechadevencimiento fechadecaducidad vencimiento caducidad validohasta venceel datadiscadenza scadenza validofinoa datadevalidade "
        "validade validoate verloopdatum vervaldatum geldigtot giltigtill waznydo 有効期限" },
    { BDG_AWARD_NARRATIVE, 2, "narrative recipientnarrative story personalmessage begrundung recit narrativa narracion narration" },
    { BDG_AWARD_EVIDENCE_URL, 2, "evidenceurl evidence evidenceaddress evidencelink linktoevidence urlofevidence evidenceuri nachweis nachweisurl nachweislink preuve urldelapreuve liendepreuve evidencia urldeevidencia "
        "enlacedeevidencia prova urlprova bewijs" },
    { BDG_AWARD_EVIDENCE_URL, 1, "portfolio portfoliourl portfoliolink url link" },
    { BDG_AWARD_EVIDENCE_NAME, 2, "evidencename evidencetitle nameofevidence" },
    { BDG_AWARD_EVIDENCE_NARRATIVE, 2, "evidencenarrative evidencedescription evidencetext descriptionofevidence" },
    { BDG_AWARD_EXTERNAL_ID, 2, "externalid externid externalreference externalidentifier" },
    { BDG_AWARD_EXTERNAL_ID, 1, "id studentid studentnumber studentno learnerid memberid membernumber membershipnumber userid employeeid employeenumber contactid personid reference referencenumber matrikelnummer matrikelnr "
        "mitgliedsnummer numeroetudiant matricule matricula numerodealumno studentnummer" },
    { BDG_TARGET_REASONS, 2, "whattocorrect" },
};

static int has_word(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = words; (p = strstr(p, word)); p += n)
        if ((p == words || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
            return 1;
    return 0;
}

int bdg_heading_target(const char *plain, bdg_sure_e *sure)
{
    if (!*plain)
        return BDG_TARGET_NONE;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (has_word(known[i].words, plain)) {
            *sure = known[i].sure == 2 ? BDG_SURE_KNOWN : BDG_SURE_GUESS;
            return known[i].target;
        }
    return BDG_TARGET_NONE;
}

int bdg_heading_near_target(const char *plain)
{
    if ((strstr(plain, "email") || strstr(plain, "mailadr") || strstr(plain, "mailaddr") || (strlen(plain) >= 8 && !strcmp(plain + strlen(plain) - 4, "mail"))) && !strstr(plain, "sent"))
        return BDG_AWARD_IDENTITY;
    if (strstr(plain, "expir") || strstr(plain, "validuntil") || strstr(plain, "gultigbis") || strstr(plain, "caduc") || strstr(plain, "vencim") || strstr(plain, "scaden"))
        return BDG_AWARD_EXPIRES;
    if (strstr(plain, "issuedat") || strstr(plain, "issuedon") || strstr(plain, "ausstell") || strstr(plain, "awarddat") || (strstr(plain, "issue") && strstr(plain, "date")))
        return BDG_AWARD_ISSUED;
    if (strstr(plain, "fullname") || strstr(plain, "recipientname") || strstr(plain, "studentname") || !strncmp(plain, "nameas", 6) || !strncmp(plain, "nameon", 6))
        return BDG_AWARD_NAME;
    if (strstr(plain, "evidence") && (strstr(plain, "url") || strstr(plain, "link")))
        return BDG_AWARD_EVIDENCE_URL;
    return BDG_TARGET_NONE;
}

/* Names of attributes that mean the same in several languages. */
static const char *const alike[] = {
    "grade note nota mark marks score punkte points punktzahl result ergebnis resultat resultado puntuacion calificacion voto votazione cijfer ocena betyg karakter",
    "hours stunden heures horas ore uren timmar timer poolhours",
    "level niveau nivel stufe livello nivå niva",
    "course kurs cours curso corso cursus lehrgang",
    "class klasse classe clase",
    "credits creditpoints ects leistungspunkte creditos crediti studiepunten",
    "username usernames login loginname benutzername anmeldename nomdutilisateur identifiant nombredeusuario usuario nomeutente gebruikersnaam uzytkownik anvandarnamn brugernavn",
    "groups group groupname team teams gruppe gruppen gruppenname groupe groupes grupo grupos gruppo gruppi groep groepen grupa grupy grupp grupper",
    "role rolle rolename rol ruolo papel rola roll",
};

int bdg_headings_alike(const char *a, const char *b)
{
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
        if (has_word(alike[i], a) && has_word(alike[i], b))
            return 1;
    return 0;
}

/* A single word for "name" that means one part of it when the other part has a column of its own. */
int bdg_heading_part_of_name(const char *plain, int other)
{
    return has_word(other == BDG_TARGET_FIRST_NAME ? "name nom naam navn namn nome" : "name nombre nome naam navn", plain);
}
