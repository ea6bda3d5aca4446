from delivery.models import Message, ReceivedText
from delivery.sms import receiving, sending


def send(audience_id: int, message_id: int) -> None:
    messages = Message.objects.filter(audience=audience_id, pk=message_id)
    if message := messages.select_related("audience__account").first():
        sending.send_due(message)


def act(audience_id: int, text_id: int) -> None:
    texts = ReceivedText.objects.filter(audience=audience_id, pk=text_id)
    if text := texts.select_related("audience__account").first():
        receiving.act(text)
