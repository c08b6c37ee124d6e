"""The words of the pages by which people join, in English and in Russian."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "headline": "Your “{program}” card",
    "introduction": "Fill in the form, confirm your e-mail, and add the card to your "
    "phone. It takes a minute and needs no app.",
    "invitation": "An invitation for people of {company}.",
    "language": "Language",
    "preview": "This is how your card will look",
    "how": "How it works",
    "name": "Your name",
    "email": "E-mail",
    "email_hint": "We send a code there. It is also how you find your card again.",
    "phone": "Phone",
    "phone_hint": "With the country code, such as +44 20 7183 8750.",
    "phone_hint_RU": "Such as 8 912 345-67-89.",
    "company": "Company",
    "company_hint": "Where you work.",
    "tax_id": "Tax number of your company",
    "tax_id_hint": "As it stands on its invoices.",
    "tax_id_hint_RU": "The INN: 10 or 12 digits.",
    "optional": "optional",
    "required": "required",
    "consents": "Your consent",
    "document": "Read the document",
    "join": "Get the card",
    "have": "Already have a card?",
    "find": "Find it by e-mail",
    "trap": "Leave this field empty",
    "faults": "Please look at these fields again",
    "missing_name": "Write your name.",
    "missing_email": "Write your e-mail: we send the code there.",
    "missing_phone": "Write your phone.",
    "missing_company": "Write the name of your company.",
    "missing_tax_id": "Write the tax number of your company.",
    "too_long": "This is too long: write it shorter.",
    "characters": "There are characters here that cannot be read: write it again.",
    "email_fault": "This is not an e-mail address. It looks like anna@company.com.",
    "phone_fault": "This is not a phone number. Write it with + and the country code.",
    "phone_fault_RU": "This is not a phone number. Write it as 8 912 345-67-89, or "
    "with + and the country code.",
    "tax_id_fault": "This cannot be a tax number: check its digits and letters.",
    "tax_id_fault_RU": "This cannot be an INN: check its 10 or 12 digits.",
    "consent_fault": "Without this consent the card cannot be given.",
    "proof": "Many forms have come from your network. Your browser shows that it is no "
    "robot; that takes a few seconds.",
    "proof_without": "Many forms have come from your network. Wait ten minutes and "
    "send the form again.",
    "often_email": "Several letters have gone to this address already. Look for them, "
    "also among unwanted mail, or come back in an hour.",
    "often_address": "Too many forms have come from your network today. Come back "
    "tomorrow, or ask {brand} for a card.",
    "closed": "This link has ended",
    "closed_how": "No more cards are given by it. Ask {brand} for a new link.",
    "no_mail": "Cards cannot be given right now",
    "no_mail_how": "The service cannot send letters yet. Please come back later.",
    "code_title": "Confirm your e-mail",
    "code_sent": "We have sent a code to {email}.",
    "code": "Code of six digits",
    "code_hint": "It comes within a minute and is good for ten. Look among unwanted "
    "mail too.",
    "code_send": "Confirm",
    "code_wrong": "This is not the code. Check it in the newest letter.",
    "code_wrong_last": "This is not the code. One try is left.",
    "code_ended": "This code has ended. Ask for a new one.",
    "code_again": "Send a new code",
    "code_sent_again": "A new code is on its way.",
    "code_change": "Use another address",
    "restore_title": "Find your card",
    "restore_how": "Write the e-mail that you gave us. A letter with a link to your "
    "cards comes to it.",
    "restore_send": "Send me the link",
    "sent_title": "Look into your mail",
    "sent_how": "A letter is on its way to the address that you wrote. The link in it "
    "is good for seven days.",
    "back": "Back to the form",
    "done_title": "Your card is ready",
    "done_how": "Open it, and add it to your phone there.",
    "done_open": "Open the card",
    "known_title": "You have this card already",
    "known_how": "Everything on it is kept. Open it, or put it on another phone.",
    "phone_known_title": "This phone has a card already",
    "phone_known_mailed": "The phone number that you wrote belongs to a card with "
    "another e-mail. We have sent a link to that address.",
    "phone_known_ask": "The phone number that you wrote belongs to a card for which we "
    "know no e-mail. {brand} can help you to get it back.",
    "contacts": "Reach {brand}",
    "letters": "Development: read the letters",
}
RUSSIAN: Mapping[str, str] = {
    "headline": "Ваша карта «{program}»",
    "introduction": "Заполните форму, подтвердите почту и добавьте карту в телефон. "
    "Это займёт минуту, приложение не нужно.",
    "invitation": "Приглашение для сотрудников компании «{company}».",
    "language": "Язык",
    "preview": "Так будет выглядеть ваша карта",
    "how": "Как это работает",
    "name": "Имя и фамилия",
    "email": "Электронная почта",
    "email_hint": "На неё придёт код. По ней же вы потом найдёте свою карту.",
    "phone": "Телефон",
    "phone_hint": "С кодом страны, например +7 912 345-67-89.",
    "phone_hint_RU": "Например, 8 912 345-67-89.",
    "company": "Компания",
    "company_hint": "Где вы работаете.",
    "tax_id": "Налоговый номер компании",
    "tax_id_hint": "Как в счетах компании.",
    "tax_id_hint_RU": "ИНН: 10 или 12 цифр.",
    "optional": "необязательно",
    "required": "обязательно",
    "consents": "Ваше согласие",
    "document": "Открыть документ",
    "join": "Получить карту",
    "have": "Карта уже есть?",
    "find": "Найти её по почте",
    "trap": "Оставьте это поле пустым",
    "faults": "Проверьте, пожалуйста, эти поля",
    "missing_name": "Напишите, как вас зовут.",
    "missing_email": "Напишите адрес почты: на него придёт код.",
    "missing_phone": "Напишите номер телефона.",
    "missing_company": "Напишите название компании.",
    "missing_tax_id": "Напишите налоговый номер компании.",
    "too_long": "Слишком длинно: напишите короче.",
    "characters": "Здесь есть нечитаемые символы: наберите ещё раз.",
    "email_fault": "Это не адрес почты. Он выглядит так: anna@company.ru.",
    "phone_fault": "Это не номер телефона. Напишите его с + и кодом страны.",
    "phone_fault_RU": "Это не номер телефона. Напишите его так: 8 912 345-67-89.",
    "tax_id_fault": "Такого налогового номера быть не может: проверьте его.",
    "tax_id_fault_RU": "Такого ИНН быть не может: проверьте 10 или 12 цифр.",
    "consent_fault": "Без этого согласия карту выдать нельзя.",
    "proof": "Из вашей сети пришло много анкет. Браузер покажет, что он не робот: это "
    "займёт несколько секунд.",
    "proof_without": "Из вашей сети пришло много анкет. Подождите десять минут и "
    "отправьте форму ещё раз.",
    "often_email": "На этот адрес уже ушло несколько писем. Поищите их, в том числе в "
    "спаме, или вернитесь через час.",
    "often_address": "Сегодня из вашей сети пришло слишком много анкет. Вернитесь "
    "завтра или попросите карту в «{brand}».",
    "closed": "Эта ссылка больше не действует",
    "closed_how": "Карты по ней не выдаются. Попросите новую ссылку в «{brand}».",
    "no_mail": "Сейчас карту выдать нельзя",
    "no_mail_how": "Сервис пока не отправляет письма. Зайдите, пожалуйста, позже.",
    "code_title": "Подтвердите почту",
    "code_sent": "Мы отправили код на {email}.",
    "code": "Код из шести цифр",
    "code_hint": "Письмо придёт в течение минуты, код действует десять минут. "
    "Загляните и в спам.",
    "code_send": "Подтвердить",
    "code_wrong": "Код не подошёл. Проверьте его в последнем письме.",
    "code_wrong_last": "Код не подошёл. Осталась одна попытка.",
    "code_ended": "Этот код больше не действует. Запросите новый.",
    "code_again": "Отправить новый код",
    "code_sent_again": "Новый код уже в пути.",
    "code_change": "Указать другой адрес",
    "restore_title": "Найти свою карту",
    "restore_how": "Напишите адрес почты, который указывали. На него придёт письмо со "
    "ссылкой на ваши карты.",
    "restore_send": "Прислать ссылку",
    "sent_title": "Загляните в почту",
    "sent_how": "Письмо уже в пути на указанный адрес. Ссылка в нём действует семь "
    "дней.",
    "back": "Назад к форме",
    "done_title": "Ваша карта готова",
    "done_how": "Откройте её и добавьте в телефон.",
    "done_open": "Открыть карту",
    "known_title": "Такая карта у вас уже есть",
    "known_how": "Всё, что на ней, сохранилось. Откройте её или добавьте на другой "
    "телефон.",
    "phone_known_title": "На этот телефон карта уже выдана",
    "phone_known_mailed": "Указанный номер относится к карте с другим адресом почты. "
    "Мы отправили ссылку на тот адрес.",
    "phone_known_ask": "Указанный номер относится к карте, для которой мы не знаем "
    "адреса почты. Вернуть её поможет «{brand}».",
    "contacts": "Связаться с «{brand}»",
    "letters": "Разработка: прочитать письма",
}
_BY_LOCALE: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "ru": RUSSIAN}


def of(locale: str) -> Mapping[str, str]:
    """The words of a language."""
    return _BY_LOCALE[locale]
