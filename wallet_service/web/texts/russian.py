"""Russian."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "product": "Wallet Service",
    "other_language": "English",
    "other_language_code": "en",
    "back": "Назад",
    "save": "Сохранить",
    "email": "Эл. почта",
    "password": "Пароль",
    "sign_in": "Войти",
    "sign_in_title": "Вход",
    "sign_in_lead": "Для сотрудников бренда и его партнёров.",
    "sign_in_passkey": "Войти с ключом доступа",
    "sign_in_forgotten": (
        "Забыли пароль? Новую ссылку пришлёт менеджер вашего бренда."
    ),
    "sign_out": "Выйти",
    "code_title": "Ещё один шаг",
    "code_lead": "Введите код, который сейчас показывает приложение-аутентификатор.",
    "code": "Код",
    "code_hint": "Шесть цифр. Нет телефона под рукой — введите код восстановления.",
    "code_use_passkey": "Использовать ключ доступа",
    "go_on": "Продолжить",
    "role_title": "Что вы хотите делать?",
    "role_lead": "У вас несколько ролей. Потом можно перейти в другую.",
    "again_title": "Это всё ещё вы?",
    "again_lead": "Для этого изменения введите пароль ещё раз.",
    "invitation_title": "Добро пожаловать",
    "invitation_lead": "{brands} приглашает вас. Осталось придумать пароль.",
    "invitation_again_title": "Новый пароль",
    "invitation_again_lead": "Придумайте новый пароль для {email}.",
    "name": "Ваше имя",
    "name_hint": "Так вас увидят коллеги в журнале.",
    "new_password": "Новый пароль",
    "new_password_hint": (
        "Не короче 12 знаков. Четыре слова, не связанные друг с другом, надёжны и "
        "легко запоминаются."
    ),
    "old_password": "Нынешний пароль",
    "no_role_title": "У вас пока нет роли",
    "no_role_lead": "Попросите менеджера бренда назначить её.",
    "account_title": "Ваш профиль",
    "account_password": "Пароль",
    "account_password_lead": "После смены пароля все другие сеансы завершатся.",
    "account_change_password": "Сменить пароль",
    "account_second_factor": "Второй фактор",
    "account_second_factor_on": "Приложение-аутентификатор подключено.",
    "account_second_factor_off": (
        "Профиль защищён только паролем. С кодом из приложения украденный пароль "
        "бесполезен."
    ),
    "account_set_up": "Подключить приложение-аутентификатор",
    "account_remove_app": "Отключить приложение-аутентификатор",
    "account_recovery_left": "Осталось кодов восстановления: {count}.",
    "account_new_codes": "Создать новые коды восстановления",
    "account_passkeys": "Ключи доступа",
    "account_passkeys_lead": (
        "Вход по отпечатку, лицу или аппаратному ключу, без пароля."
    ),
    "account_passkeys_script": "Для ключей доступа нужен JavaScript.",
    "account_add_passkey": "Добавить ключ доступа",
    "account_remove_passkey": "Удалить «{name}»",
    "account_passkey_used": "последний вход {when}",
    "account_passkey_made": "добавлен {when}",
    "account_passkey_failed": "Ключ доступа не принят. Попробуйте ещё раз.",
    "account_sessions": "Где выполнен вход",
    "account_session_here": "здесь",
    "account_session_seen": "был активен {when}",
    "account_end_session": "Завершить сеанс",
    "account_saved": "Сохранено.",
    "factor_title": "Подключите приложение-аутентификатор",
    "factor_must": "Для вашей роли обязателен второй фактор.",
    "factor_step_scan": "Отсканируйте этот код приложением-аутентификатором.",
    "factor_step_type": "Или введите в нём этот ключ:",
    "factor_step_code": "Код из приложения",
    "factor_confirm": "Подтвердить приложение",
    "factor_or_passkey": "Или добавьте ключ доступа",
    "codes_title": "Сохраните коды восстановления",
    "codes_lead": (
        "Каждый сработает один раз, если телефон потерян. Они показаны только сейчас: "
        "распечатайте их или положите в менеджер паролей."
    ),
    "codes_done": "Коды сохранены",
    "role_owner": "Владелец",
    "role_manager": "Менеджер",
    "role_staff": "Продавец",
    "role_analyst": "Аналитик",
    "role_partner": "Менеджер партнёра",
    "team_title": "Команда",
    "team_lead": "Кто и в какой роли работает с брендом {brand}.",
    "team_invite": "Пригласить сотрудника",
    "person_name": "Имя",
    "team_reset_factor": "Сбросить второй фактор: {name}",
    "fault_works_elsewhere": (
        "Этот человек работает и для другого бренда: снимите роли."
    ),
    "team_role": "Роль",
    "team_role_hint": (
        "Продавцы работают со сканером. Менеджеры ведут программы и команду, им нужен "
        "второй фактор."
    ),
    "team_send": "Создать приглашение",
    "team_person": "Сотрудник",
    "team_roles": "Роли",
    "team_state": "Состояние",
    "team_invited": "приглашён, пароля ещё нет",
    "team_active": "работает",
    "team_disabled": "отключён",
    "team_link_title": "Передайте эту ссылку: {email}",
    "team_link_lead": (
        "Она сработает один раз в течение трёх дней и показана только сейчас. "
        "Отправьте её так, чтобы её увидел только этот человек."
    ),
    "team_has_password": (
        "У {email} уже есть пароль, новая роль появится при следующем входе."
    ),
    "team_new_link": "Новая ссылка для пароля",
    "team_disable": "Отключить: {name}",
    "team_enable": "Включить: {name}",
    "team_remove_role": "Снять роль «{role}»: {name}",
    "team_more": "Изменить",
    "team_locations": "Точки",
    "team_works_at": "Где:",
    "team_bind": "На каких точках может работать {name}",
    "team_bind_hint": "Если ничего не отмечено — на всех.",
    "team_bind_save": "Сохранить",
    "fault_not_staff": "К точкам привязывают только продавцов.",
    "team_devices": "Сканеры",
    "devices_title": "Сканеры",
    "devices_lead": "Телефоны и кассы, на которых записывают покупки для {brand}.",
    "devices_none": (
        "Сканеров пока нет. Откройте {address} на телефоне или компьютере, войдите и "
        "дайте ему название."
    ),
    "devices_device": "Сканер",
    "devices_location": "Точка",
    "devices_people": "Сотрудники",
    "devices_seen": "Последняя работа",
    "devices_revoke": "Заблокировать: {name}",
    "devices_revoked": "заблокирован {when}",
    "devices_revoke_hint": (
        "Заблокированный сканер сразу закрывается для всех. Что он не успел отправить, "
        "принято не будет."
    ),
    "locations_title": "Точки",
    "locations_lead": "Магазины, склады и прилавки, где записывают покупки.",
    "locations_none": "Точек пока нет. Добавьте первую, и её можно выбрать на сканере.",
    "locations_name": "Название",
    "locations_address": "Адрес",
    "locations_add": "Добавить точку",
    "locations_close": "Закрыть: {name}",
    "locations_open": "Снова открыть: {name}",
    "locations_closed": "закрыта",
    "scanner_name": "Сканер",
    "scanner_short_name": "Сканер",
    "scanner_script": "Сканеру нужен JavaScript: включите его для этого сайта.",
    "fault_sign_in_refused": (
        "Почта и пароль не подходят друг к другу. Проверьте их и попробуйте ещё раз."
    ),
    "fault_rate_limited": "Слишком много попыток. Подождите несколько минут.",
    "fault_code_wrong": "Код не подходит или уже использован. Дождитесь следующего.",
    "fault_password_wrong": "Нынешний пароль другой.",
    "fault_password_length": "В пароле должно быть от 12 до 128 знаков.",
    "fault_password_common": (
        "Этот пароль используют многие. Придумайте другой: например, четыре слова, не "
        "связанные друг с другом."
    ),
    "fault_password_personal": (
        "В пароле есть ваше имя или наше название. Придумайте другой: например, четыре "
        "слова, не связанные друг с другом."
    ),
    "fault_name_missing": "Введите имя.",
    "fault_invalid_email": "Это не адрес эл. почты.",
    "fault_role_held": "У этого человека уже есть такая роль.",
    "fault_totp_is_set": "Приложение-аутентификатор уже подключено.",
    "fault_second_factor_needed": (
        "Для вашей роли обязателен второй фактор: сначала добавьте другой."
    ),
    "fault_own_account": (
        "С собой этого сделать нельзя: попросите другого владельца или менеджера."
    ),
    "fault_owner_needed": "Владельцев и менеджеров меняет только владелец.",
    "fault_last_owner": "У бренда должен остаться хотя бы один владелец.",
    "fault_location_exists": "Точка с таким названием уже есть.",
    "fault_location_name": "Название точки: от 1 до 255 знаков.",
    "fault_passkey_refused": "Ключ доступа не принят. Попробуйте ещё раз.",
}
