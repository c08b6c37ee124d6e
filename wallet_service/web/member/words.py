"""The words of the card's page, in English and in Russian."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "ready": "Your card is ready",
    "language": "Language",
    "add": "Add to Apple Wallet",
    "add_google": "Add to Google Wallet",
    "other_phone": "Another phone?",
    "add_hint": "The card then keeps itself up to date: no app is needed.",
    "open_in_safari": "Open this page in Safari",
    "open_in_safari_how": "This app cannot pass the card on to Wallet. Tap the menu "
    "with the three dots or the share sign, choose “Open in Safari”, then add the card "
    "there.",
    "open_in_chrome": "Open this page in Chrome",
    "open_in_chrome_how": "This app may not pass the card on to Google Wallet. Tap the "
    "button, or choose “Open in browser” in the menu with the three dots.",
    "open_chrome": "Open in Chrome",
    "on_iphone": "Take the card to your iPhone",
    "on_phone": "Take the card to your phone",
    "on_iphone_how": "Point the phone's camera at the code and open the link.",
    "download": "Download the card's file",
    "show": "Without a wallet",
    "show_how": "This page is your card too: show its code at the counter.",
    "not_valid": "This card is no longer valid.",
    "safe": "Whoever has this link can add the card. Keep it to yourself.",
    "history": "What happened on the card",
    "history_none": "Nothing yet. Show the card before you pay, and your first "
    "purchase stands here.",
    "history_all": "Show more",
    "history_shared": "Purchases of colleagues may count towards this card too; they "
    "are not listed.",
    "purchase": "Purchase",
    "refund": "Refund",
    "discount": "discount {amount}",
    "about": "About the card",
    "consents": "Your consents",
    "since": "given on {day}",
    "withdrawn": "withdrawn on {day}",
    "not_given": "not given",
    "withdraw": "Withdraw",
    "give": "Give",
    "needed": "Needed for the card: leave the program to withdraw it.",
    "data": "Your data",
    "data_how": "Everything that {brand} keeps about you, as a file. A link to it "
    "comes to your e-mail, because this page may be seen by others.",
    "data_send": "Send me the link",
    "data_none": "{brand} knows no e-mail of yours, so ask it for your data.",
    "leave": "Leave the program",
    "leave_title": "Leave “{program}”?",
    "leave_what": "The card is closed: it can no longer be used, disappears from this "
    "page, and is marked as void on your phone. What is on it is kept; who joins again "
    "gets it back.",
    "leave_close": "Close this card",
    "leave_all": "Close this card and withdraw all my consents",
    "leave_erase": "To have your data erased, write to {brand}.",
    "leave_sure": "Yes, close my card",
    "leave_choose": "Choose one, and tick the box below it.",
    "leave_do": "Close the card",
    "leave_not": "Keep the card",
    "left": "The card is closed",
    "left_how": "Your phone is told as well. You can join again at any time.",
    "said_consent": "Your answer is noted.",
    "said_data": "A letter with the link is on its way.",
    "said_data_none": "{brand} knows no e-mail of yours, so ask it for your data.",
    "said_often": "Letters have gone to you already. Look for them, or come back "
    "tomorrow.",
    "contacts": "Reach {brand}",
}
RUSSIAN: Mapping[str, str] = {
    "ready": "Ваша карта готова",
    "language": "Язык",
    "add": "Добавить в Apple Wallet",
    "add_google": "Добавить в Google Кошелёк",
    "other_phone": "Другой телефон?",
    "add_hint": "Дальше карта обновляется сама: приложение не нужно.",
    "open_in_safari": "Откройте страницу в Safari",
    "open_in_safari_how": "Это приложение не умеет передавать карту в Wallet. Нажмите "
    "на три точки или на значок «Поделиться», выберите «Открыть в Safari» и добавьте "
    "карту там.",
    "open_in_chrome": "Откройте страницу в Chrome",
    "open_in_chrome_how": "Это приложение может не передать карту в Google Кошелёк. "
    "Нажмите кнопку или выберите «Открыть в браузере» в меню с тремя точками.",
    "open_chrome": "Открыть в Chrome",
    "on_iphone": "Откройте карту на айфоне",
    "on_phone": "Откройте карту на телефоне",
    "on_iphone_how": "Наведите камеру телефона на код и перейдите по ссылке.",
    "download": "Скачать файл карты",
    "show": "Без кошелька",
    "show_how": "Эта страница — тоже ваша карта: покажите её код на кассе.",
    "not_valid": "Эта карта больше не действует.",
    "safe": "По этой ссылке карту может добавить любой. Не передавайте её другим.",
    "history": "Что было на карте",
    "history_none": "Пока ничего. Покажите карту до оплаты, и здесь появится первая "
    "покупка.",
    "history_all": "Показать больше",
    "history_shared": "Покупки коллег тоже могут учитываться на этой карте; здесь их "
    "нет.",
    "purchase": "Покупка",
    "refund": "Возврат",
    "discount": "скидка {amount}",
    "about": "О карте",
    "consents": "Ваши согласия",
    "since": "дано {day}",
    "withdrawn": "отозвано {day}",
    "not_given": "не дано",
    "withdraw": "Отозвать",
    "give": "Дать",
    "needed": "Нужно для карты: чтобы отозвать, выйдите из программы.",
    "data": "Ваши данные",
    "data_how": "Всё, что «{brand}» хранит о вас, одним файлом. Ссылка на него придёт "
    "на почту: эту страницу могут увидеть и другие.",
    "data_send": "Прислать ссылку",
    "data_none": "«{brand}» не знает вашей почты: запросите данные напрямую.",
    "leave": "Выйти из программы",
    "leave_title": "Выйти из программы «{program}»?",
    "leave_what": "Карта будет закрыта: пользоваться ею больше нельзя, эта страница "
    "исчезнет, а в телефоне карта станет недействительной. Всё, что на ней, "
    "сохранится: если вступить снова, оно вернётся.",
    "leave_close": "Закрыть эту карту",
    "leave_all": "Закрыть эту карту и отозвать все мои согласия",
    "leave_erase": "Чтобы удалить ваши данные, напишите в «{brand}».",
    "leave_sure": "Да, закрыть мою карту",
    "leave_choose": "Выберите один вариант и поставьте галочку под ним.",
    "leave_do": "Закрыть карту",
    "leave_not": "Оставить карту",
    "left": "Карта закрыта",
    "left_how": "Телефон об этом узнает сам. Вступить снова можно в любой момент.",
    "said_consent": "Ваш ответ записан.",
    "said_data": "Письмо со ссылкой уже в пути.",
    "said_data_none": "«{brand}» не знает вашей почты: запросите данные напрямую.",
    "said_often": "Вам уже отправлены письма. Поищите их или вернитесь завтра.",
    "contacts": "Связаться с «{brand}»",
}
_BY_LOCALE: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "ru": RUSSIAN}


def of(locale: str) -> Mapping[str, str]:
    """The words of a language, English for one that we do not have."""
    return _BY_LOCALE.get(locale, ENGLISH)
