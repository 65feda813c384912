from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.db import OperationalError
from kombu.exceptions import OperationalError as QueueError
from redis.exceptions import RedisError

# what S3, Redis or the database being away looks like: to try again later may help
AWAY = (Boto3Error, BotoCoreError, ClientError, RedisError, QueueError, ConnectionError, OperationalError)
