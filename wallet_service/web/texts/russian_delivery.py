"""Deliveries in Russian: whether phones show what is true, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "nav_delivery": "Доставка",
    "delivery_nobody": "Ни одной карты пока нет в телефонах.",
    "delivery_current": "Все карты в телефонах показывают текущее состояние.",
    "delivery_stale": "Устарела {n} карта.|Устарели {n} карты.|Устарело {n} карт.",
    "delivery_kept": "карта в телефонах|карты в телефонах|карт в телефонах",
    "delivery_fresh": "обновлены",
    "delivery_moving": "изменились за последнюю минуту, обновление в пути",
    "delivery_lags": "отстают больше минуты",
    "delivery_waiting": "сообщений ждут отправки",
    "channels_title": "Два пути к телефонам",
    "channel_open": "работает",
    "certificate_days": "Остался {n} день|Осталось {n} дня|Осталось {n} дней",
    "certificate_ended": "Срок действия сертификата истёк.",
    "lag_title": "За сколько телефоны получили последнее изменение?",
    "lag_lead": "Обновлённые карты на iPhone — по времени, прошедшему после изменения.",
    "lag_head": "Время",
    "lag_cards": "Карты",
    "lag_step_0": "до 10 секунд",
    "lag_step_1": "до минуты",
    "lag_step_2": "до 10 минут",
    "lag_step_3": "до часа",
    "lag_step_4": "дольше",
    "given_up_title": "Что не удалось доставить",
    "given_up_lead": "Каждое сообщение отправляли, пока в этом был смысл.",
    "given_up_more": "Всего таких {n}, здесь — последние.",
    "given_up_none": "Таких нет: всё доставлено или ещё отправляется.",
    "given_up_all": (
        "Отправить {n} сообщение снова|Отправить все {n} снова|Отправить все {n} снова"
    ),
    "given_up_what": "Что",
    "given_up_why": "Почему и что делать",
    "given_up_when": "Прекращено",
    "tries": "{n} попытка|{n} попытки|{n} попыток",
    "send_again": "Отправить снова",
    "put_aside": "Убрать",
    "stale_title": "Устаревшие карты",
    "stale_lead": (
        "В телефонах осталось прежнее состояние. Чаще всего телефон выключен или без "
        "сети: он получит карту, когда снова будет на связи."
    ),
    "stale_none": "Таких нет.",
    "push_all": "Отправить всем ещё раз",
    "push_again": "Отправить ещё раз",
    "column_number": "Карта",
    "column_changed_at": "Изменилась",
    "column_lags": "Где отстаёт",
    "lags_on_iphone": "на iPhone",
    "lags_at_google": "в Google",
    "lags_both": "на iPhone и в Google",
    "topic_card-changed": "Обновление карты",
    "topic_account-changed": "Карты общего счёта",
    "topic_account-aged": "Карты общего счёта, по времени",
    "topic_program-changed": "Карты программы",
    "topic_company-changed": "Карты компании",
    "topic_member-changed": "Карты участника",
    "topic_stale-cards": "Повторная отправка устаревшим картам",
    "topic_google-object": "Карта в Google",
    "topic_google-message": "Новость карты в Google",
    "topic_google-class": "Программа в Google",
    "topic_google-users": "Вопрос к Google, кто хранит карты",
    "topic_apple-push": "Уведомление на iPhone",
    "topic_letter": "Письмо",
    "topic_way-back": "Возврат к картам",
    "topic_member-import": "Файл с участниками",
    "cause_no_mail_server": "Почтовый сервер не настроен.",
    "cure_no_mail_server": (
        "Тот, кто ведёт сервер, задаёт WALLET_SMTP_URL; после этого участник "
        "запрашивает письмо ещё раз."
    ),
    "cause_mail_server_away": "Почтовый сервер не ответил.",
    "cure_mail_server_away": (
        "Когда он заработает, участник запрашивает письмо ещё раз."
    ),
    "cause_letter_refused": "Почтовый сервер не принял письмо.",
    "cure_letter_refused": "Скорее всего, адрес неверный: уточните его у участника.",
    "cause_apple_stopped": "Apple не принимает наш сертификат.",
    "cure_apple_stopped": "Обновите сертификат, и отложенное будет отправлено.",
    "cause_apple_silent": "Служба уведомлений Apple не ответила.",
    "cure_apple_silent": (
        "Пусть тот, кто ведёт сервер, проверит связь с Apple; затем отправьте снова."
    ),
    "cause_apple_later": "Служба уведомлений Apple просит подождать.",
    "cure_apple_later": "Отправьте снова: обычно это проходит само.",
    "cause_google_stopped": "Google не пускает наш аккаунт.",
    "cure_google_stopped": (
        "Пригласите сервисный аккаунт в консоли Google или установите ключ, который "
        "Google принимает, и отложенное будет отправлено."
    ),
    "cause_google_refused": "Google не принимает содержание карты.",
    "cure_google_refused": (
        "В ответе сказано, что именно. Исправьте тексты или картинки программы и "
        "отправьте снова."
    ),
    "cause_google_missing": "Google не знает этой карты или её программы.",
    "cure_google_missing": (
        "Отправьте снова; если не поможет, команда «wallet-service google resync» "
        "отправит всё заново."
    ),
    "cause_google_silent": "Google не ответил.",
    "cure_google_silent": (
        "Пусть тот, кто ведёт сервер, проверит связь с Google; затем отправьте снова."
    ),
    "cause_google_later": "Google просит подождать.",
    "cure_google_later": "Отправьте снова: обычно это проходит само.",
    "cause_worker_ended": "Обработчик каждый раз останавливался на середине.",
    "cure_worker_ended": (
        "Проверьте память и перезапуски сервера, затем отправьте снова."
    ),
    "cause_defect": "Ошибка на нашей стороне.",
    "cure_defect": "Отправьте снова; если повторится, место ошибки указано в журнале.",
    "cause_unknown": "Причина приведена дословно.",
    "cure_unknown": "Устраните её и отправьте снова.",
    "card_way_title": "Путь карты {number}",
    "card_changed_at": "изменилась {when}",
    "way_done": "готово",
    "way_open": "ещё нет",
    "way_warning": "проверьте",
    "way_built": "Карта выпущена",
    "way_opened": "Ссылка открыта",
    "way_opened_not": "Участник не открывал ссылку карты.",
    "way_fetched": "Загружена на iPhone",
    "way_fetched_not": "Ни один iPhone её не загружал.",
    "way_fetched_current": "Это текущее состояние.",
    "way_fetched_old": "С тех пор карта изменилась.",
    "way_installed": "Хранится в телефоне",
    "way_installed_since": "Впервые {when}.",
    "way_installed_not": "Ни один телефон не сообщил, что хранит карту.",
    "way_removed": "Удалена с последнего телефона {when}.",
    "phone_registered": "Зарегистрирован",
    "phone_pushed": "Уведомление принято",
    "phone_asked": "Спросил об изменениях",
    "phone_told": "Знает о последнем изменении",
    "phone_told_all": "да",
    "phone_told_not": "ещё нет",
    "phone_note": (
        "Apple принимает уведомление и для выключенного телефона. Что карта обновлена, "
        "известно, только когда телефон её загрузил."
    ),
    "phones_none": "Ни один iPhone её не обновляет.",
    "google_kept": "кто-то её хранит",
    "google_not_kept": "неизвестно, хранит ли её кто-нибудь",
    "google_inserted": "создана там {when}",
    "google_acknowledged": "последнее обновление принято {when}",
    "owed_title": "Что ещё нужно отправить",
    "owed_none": "Ничего.",
    "owed_queued": "ждёт",
    "owed_claimed": "отправляется",
    "owed_dead": "не доставлено",
    "owed_since": "с {when}",
    "owed_next": "следующая попытка {when}",
}
