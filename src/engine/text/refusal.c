/*
 * refusal.c: a refusal that a model writes. See refusal.h.
 *
 * 1. Two things have to be said near the beginning: an apology or who speaks,
 *    and behind it that something cannot or will not be done. Either alone is
 *    how a description of a poor sheet begins.
 * 2. ASCII letters are compared in lower case; an apostrophe is one, however
 *    it is curled.
 */
#include "config.h"

#include "engine/text/refusal.h"

#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"

#define REFUSAL_LOOK_MAX  400 /* bytes that are looked at */
#define REFUSAL_BEGIN_MAX 60  /* of them, before the first thing is said */

/* Of each language: what it begins with, and what is said behind that. */
static const struct {
	const char *begins, *says; /* "a|b": one of them */
} refusals[] = {
	{"sorry|apologi|my apologies|regret|unfortunately|as an ai",
	 "can't|cannot|can not|unable to|not able to|won't|will not|"
	 "not allowed|not permitted|must decline|have to decline|"
	 "not comfortable"},
	{"i can't|i cannot|i can not|i am unable to|i'm unable to|"
	 "i am not able to|i'm not able to|i won't|i will not|i must decline|"
	 "i have to decline|i decline to|i'm not comfortable|"
	 "i don't feel comfortable",
	 "assist|help|comply|fulfil|provide|process|transcrib|extract|"
	 "identif|analy|read|complete|continue|engage|generate|respond|"
	 "answer|with that|with this|do that|do this"},
	{"tut mir leid|entschuldigung|bedaure|leider",
	 "kann ich|ich kann|kann dir|kann ihnen|darf ich|ich darf|"
	 "nicht helfen|nicht möglich"},
	{"ich kann|ich darf", "nicht helfen|nicht unterstützen|"
			      "nicht nachkommen|nicht weiterhelfen|"
			      "nicht beantworten"},
	{"désolé|desole|je regrette|malheureusement|je m'excuse",
	 "ne peux pas|ne puis|ne suis pas en mesure|impossible"},
	{"je ne peux pas|je ne suis pas en mesure",
	 "aider|assister|répondre|traiter|fournir"},
	{"lo siento|lamento|disculpa|desafortunadamente",
	 "no puedo|no me es posible|no estoy en condiciones"},
	{"no puedo", "ayudar|asistir|cumplir|procesar|proporcionar"},
	{"desculpe|sinto muito|lamento|infelizmente",
	 "não posso|não consigo|nao posso|nao consigo"},
	{"mi dispiace|spiacente|purtroppo", "non posso|non sono in grado"},
	{"het spijt me|sorry|helaas", "kan ik|ik kan|niet mogelijk"},
	{"przepraszam|przykro mi|niestety", "nie mogę|nie moge"},
	{"извините|простите|сожалению|Извините|Простите|К сожалению",
	 "не могу|не в состоянии"},
	{"抱歉|对不起|對不起|我无法|我不能|我無法", "无法|不能|無法|不便"},
	{"申し訳|すみません|恐れ入りますが",
	 "できません|いたしかねます|致しかねます"},
	{"죄송", "수 없|없습니다|어렵습니다"},
};

/* The first `max` bytes in lower case, apostrophes made plain. */
static void refusal_plain(const char *text, size_t len, struct bytes *ret)
{
	static const char curled[] = "\xe2\x80\x99";

	for (size_t at = 0; at < len && ret->len < REFUSAL_LOOK_MAX; at++) {
		char c = text[at];

		if (len - at >= 3 && memcmp(text + at, curled, 3) == 0) {
			c = '\'';
			at += 2;
		} else if (c >= 'A' && c <= 'Z') {
			c = (char)(c - 'A' + 'a');
		}
		bytes_append_char(ret, c != '\0' ? c : ' ');
	}
}

/* Behind the first of "a|b" that stands in the text; NULL: none does. */
static const char *behind_one(const char *text, const char *list)
{
	const char *first = NULL;

	while (*list != '\0') {
		size_t len = strcspn(list, "|");
		char *word = mem_strndup(list, len);
		const char *at = strstr(text, word);

		mem_free_str(&word);
		if (at != NULL && (first == NULL || at + len < first))
			first = at + len;
		list += len + (list[len] == '|' ? 1 : 0);
	}
	return first;
}

bool chat_refusal_is(const char *text, size_t len)
{
	struct bytes plain CLEANUP(bytes_done) = {0};

	refusal_plain(text, len, &plain);
	if (plain.len == 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		const char *begin = behind_one(plain.data, refusals[i].begins);

		if (begin != NULL && begin - plain.data <= REFUSAL_BEGIN_MAX &&
		    behind_one(begin, refusals[i].says) != NULL)
			return true;
	}
	return false;
}
