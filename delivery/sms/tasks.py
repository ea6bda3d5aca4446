from delivery.models import ReceivedText
from delivery.sms import receiving


def act(audience_id: int, text_id: int) -> None:
    texts = ReceivedText.objects.filter(audience=audience_id, pk=text_id)
    if text := texts.select_related("audience__account").first():
        receiving.act(text)
