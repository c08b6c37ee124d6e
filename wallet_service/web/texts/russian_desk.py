"""The desk in Russian: what stands around its pages, and its first page."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "desk_skip": "К содержанию страницы",
    "desk_sections": "Разделы",
    "desk_other_brand": "Сменить бренд",
    "nav_overview": "Обзор",
    "nav_team": "Команда",
    "nav_devices": "Устройства",
    "count_programs": "программа|программы|программ",
    "count_companies": "компания|компании|компаний",
    "count_members": "участник|участника|участников",
    "count_cards": "действующая карта|действующие карты|действующих карт",
    "steps_title": "Что ещё не готово",
    "steps_lead": (
        "Карты попадут на телефоны, когда все шаги выполнены. У каждого написано, что "
        "делать дальше."
    ),
    "steps_done": "Всё готово",
    "steps_done_lead": "Карты выдаются, подписываются и обновляются.",
    "step_state_done": "готово",
    "step_state_open": "осталось",
    "step_state_warning": "проверьте",
    "step_certificate": "Сертификат Apple",
    "step_certificate_missing": "Без сертификата карту не примет ни один iPhone.",
    "step_certificate_missing_cure": (
        "Тот, кто ведёт сервер, создаёт запрос, загружает его в кабинете разработчика "
        "Apple и устанавливает ответ:"
    ),
    "step_certificate_stopped": "Apple не принимает наши уведомления: {reason}.",
    "step_certificate_stopped_cure": (
        "Обновите сертификат, и отложенные обновления будут отправлены."
    ),
    "step_certificate_ends": "Сертификат действует до {until}.",
    "step_certificate_ends_cure": (
        "Обновите его раньше: карты в телефонах останутся, но новых без него не "
        "выпустить."
    ),
    "step_certificate_ready": "Подписывает карты до {until}.",
    "step_google": "Эмитент в Google",
    "step_google_missing": "Без эмитента карт на телефонах Android не будет.",
    "step_google_missing_cure": (
        "Создайте аккаунт эмитента в консоли Google, пригласите сервисный аккаунт и "
        "попросите того, кто ведёт сервер, установить его ключ:"
    ),
    "step_google_stopped": "Google отклоняет наши запросы: {reason}.",
    "step_google_stopped_cure": (
        "Установите ключ, который принимает Google, и отложенное будет отправлено."
    ),
    "step_google_ready": "Эмитент {issuer}.",
    "step_program": "Программа",
    "step_program_missing": "Программа определяет, что даёт карта.",
    "step_program_draft": "«{names}» — черновик, её карту пока не получить.",
    "step_program_draft_cure": "Проверьте ещё раз, что она даёт, и опубликуйте.",
    "step_program_ready": "Опубликовано: {names}.",
    "step_design": "Дизайн карты",
    "step_design_waiting": "Дизайн появится вместе с первой программой.",
    "step_design_broken": "Дизайн «{name}» нельзя показывать.",
    "step_design_broken_cure": (
        "Команда wallet-service doctor на сервере скажет, что в нём исправить."
    ),
    "step_design_ready": "Используется: {names}.",
    "step_card": "Первая карта",
    "step_card_missing": "Карты пока нет ни у кого.",
    "step_card_missing_cure": (
        "Вступите по ссылке программы со своего телефона: так её увидят и партнёры."
    ),
    "step_card_ready": (
        "Действует {n} карта.|Действуют {n} карты.|Действует {n} карт."
    ),
}
